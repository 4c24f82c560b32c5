// Hands the page's address to another app; where the browser cannot, it is copied.
for (const button of document.querySelectorAll("[data-share]")) {
  const label = button.textContent;
  const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ title: document.title, url });
        return;
      }
      await navigator.clipboard.writeText(url);
    } catch {
      return; // the reader closed the sheet of apps, which is not an error
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2000);
  });
}
