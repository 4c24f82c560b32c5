"""A book fair, told in languages of eight scripts, as their readers write."""

from __future__ import annotations

_SHAPE = """
id: fair
title: {{{tag}: {title}}}
description: {{{tag}: {about}}}
languages: [{tag}]
zone: {zone}
publisher: {{name: {{{tag}: {board}}}}}
sources: {{board: {{who: {{{tag}: {board}}}, when: 2026-01-02}}}}
categories: {{talk: {{name: {{{tag}: {talk}}}, colour: "#1d6f5c"}}}}
places:
  city: {{name: {{{tag}: {city}}}}}
  hall: {{name: {{{tag}: {hall}}}, in: city}}
parties:
  guest: {{name: {{{tag}: {guest}}}}}
  duo: {{name: {{mul: Duo (Graz)}}}}
events:
  - id: opening
    title: {{{tag}: {opening}}}
    summary: {{{tag}: {about}}}
    when: 2026-05-16 10:00 to 11:30
    place: hall
    categories: [talk]
    parties: [guest, duo]
    sources: board
  - id: reading
    title: {{{tag}: {reading}}}
    when: 2026-05-16 evening
    place: hall
    parties: [guest]
    sources: board
  - id: film
    title: {{{tag}: {film}}}
    when: 2026-05-17
    place: city
    status: cancelled
    reason: {{{tag}: {reason}}}
    sources: board
  - id: close
    title: {{{tag}: {close}}}
    when: within 2026-05-17 to 2026-05-18
    sources: board
"""

_NAMES = (
    *("title", "about", "board", "talk", "city", "hall", "guest"),
    *("opening", "reading", "film", "reason", "close"),
)

_WORDS = {
    "ar": """
        Africa/Cairo | معرض القاهرة الدولي للكتاب | ثلاثة أيام من الكتب واللقاءات والموسيقى.
        | اللجنة المنظمة | ندوات | القاهرة | القاعة الكبرى | هدى المصري
        | حفل الافتتاح: الكتاب العربي و2026 عامًا من القراءة (C++)! | أمسية شعرية مع هدى المصري
        | عرض فيلم قصير | بسبب الطقس | حفل الختام وتوزيع الجوائز""",
    "fa": """
        Asia/Tehran | نمایشگاه بین‌المللی کتاب تهران | سه روز با کتاب، گفت‌وگو و موسیقی.
        | کمیتهٔ برگزاری | نشست‌ها | تهران | تالار بزرگ | مریم رضایی
        | آیین گشایش: کتاب‌های فارسی و خوانندگان جوان | شب شعر با مریم رضایی
        | نمایش فیلم کوتاه | به دلیل هوا | آیین پایانی""",
    "he": """
        Asia/Jerusalem | יריד הספרים הבין־לאומי בירושלים | שלושה ימים של ספרים, מפגשים ומוזיקה.
        | הוועדה המארגנת | הרצאות | ירושלים | האולם הגדול | נועה לוי
        | טקס הפתיחה: הספר העברי ו־2026 שנות קריאה (C++)! | ערב שירה עם נועה לוי
        | הקרנת סרט קצר | בגלל מזג האוויר | טקס הסיום וחלוקת הפרסים""",
    "hi": """
        Asia/Kolkata | नई दिल्ली विश्व पुस्तक मेला | पुस्तकों, मुलाक़ातों और संगीत के तीन दिन।
        | आयोजन समिति | व्याख्यान | नई दिल्ली | मुख्य सभागार | कृष्णा श्रीवास्तव
        | उद्घाटन समारोह: हिन्दी पुस्तकें और युवा पाठकों के साथ संवाद | कविता की एक शाम कृष्णा श्रीवास्तव के साथ
        | लघु फ़िल्म का प्रदर्शन | मौसम के कारण | समापन और पुरस्कार वितरण""",
    "ja": """
        Asia/Tokyo | 東京国際ブックフェア | 本と出会いと音楽の三日間。
        | 実行委員会 | 講演 | 東京 | 大ホール | 直井 骨子
        | 開会式「図書館の未来と若い読者たち」についての特別講演と朗読会
        | 直井骨子さんによる詩の朗読
        | 短編映画の上映 | 天候のため | 閉会式と授賞式""",
    "ko": """
        Asia/Seoul | 서울 국제 도서전 | 책과 만남과 음악이 있는 사흘.
        | 조직위원회 | 강연 | 서울 | 대강당 | 김하늘
        | 개막식: 한국 문학과 젊은 독자들의 만남을 위한 특별 강연
        | 김하늘 시인과 함께하는 시 낭독의 밤
        | 단편 영화 상영 | 날씨 때문에 | 폐막식과 시상식""",
    "th": """
        Asia/Bangkok | งานสัปดาห์หนังสือนานาชาติกรุงเทพ | สามวันกับหนังสือ การพบปะ และดนตรี
        | คณะกรรมการจัดงาน | การบรรยาย | กรุงเทพมหานคร | ห้องประชุมใหญ่ | ปิ่นแก้ว ศรีสุข
        | พิธีเปิดงานสัปดาห์หนังสือและการเสวนาเรื่องนักเขียนรุ่นใหม่กับผู้อ่านที่ยั่งยืน | คืนบทกวีกับปิ่นแก้ว ศรีสุข
        | ฉายภาพยนตร์สั้น | เนื่องจากสภาพอากาศ | พิธีปิดและมอบรางวัล""",
    "zh-Hant": """
        Asia/Taipei | 臺北國際書展 | 三天的書、相遇與音樂。
        | 籌備委員會 | 講座 | 臺北 | 大會堂 | 林直美
        | 開幕式：繁體中文出版與年輕讀者的對話，以及「圖書館的未來」專題演講 | 林直美詩歌朗誦之夜
        | 短片放映 | 因天氣緣故 | 閉幕式與頒獎典禮""",
    "de": """
        Europe/Berlin | Internationale Buchmesse Berlin | Drei Tage Bücher, Begegnungen und Musik.
        | Veranstaltungsausschuss | Vorträge | Berlin | Großer Saal | Änne Müßiggang
        | Eröffnungsfeier: Rindfleischetikettierungsüberwachung und andere lange Wörter
        | Lyrikabend mit Änne Müßiggang
        | Kurzfilmvorführung | wegen des Wetters | Abschlussveranstaltung mit Preisverleihung""",
}

LANGUAGES = tuple(_WORDS)


def fair(tag: str) -> str:
    """Return the file of the fair in one of LANGUAGES."""
    zone, *words = (" ".join(part.split()) for part in _WORDS[tag].split("|"))
    quoted = {name: f'"{said}"' for name, said in zip(_NAMES, words, strict=True)}
    return _SHAPE.format(tag=tag, zone=zone, **quoted)
