-- A ledger of series.yaml as Itinerary wrote it when the identity of a repeated event was its date:
-- edition 1 has all ten dates, in edition 2 one of them became an event of its own, in edition 3 one
-- was excepted. The digests are those of WORDING 2.
CREATE TABLE edition (
	programme VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	published BIGINT NOT NULL, 
	note TEXT NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	PRIMARY KEY (programme, number)
);
INSERT INTO "edition" VALUES('choir',1,1795176000,'','215c67fc6c04878fc9fd86cf7ccf9283a8e2fc6469e1d00a619c68edbf09919e');
INSERT INTO "edition" VALUES('choir',2,1795262400,'','7dd43b584d2da9d1cabc03a8c4ddead05c14276289df43e908dc82ce60e6e061');
INSERT INTO "edition" VALUES('choir',3,1795348800,'','aa0973a4189dc7da60445854a950af03825169a53d5d1ef853c7dbb21154595a');
CREATE TABLE feed (
	programme VARCHAR(64) NOT NULL, 
	field VARCHAR(16) NOT NULL, 
	id VARCHAR(255) NOT NULL, 
	edition INTEGER NOT NULL, 
	until INTEGER, 
	changed BIGINT NOT NULL, 
	PRIMARY KEY (programme, field, id, edition)
);
INSERT INTO "feed" VALUES('choir','places','hall',1,2,1795176000);
INSERT INTO "feed" VALUES('choir','places','hall',2,3,1795262400);
INSERT INTO "feed" VALUES('choir','places','hall',3,NULL,1795348800);
CREATE TABLE head (
	programme VARCHAR(64) NOT NULL, 
	edition INTEGER NOT NULL, 
	until INTEGER, 
	digest VARCHAR(64) NOT NULL, 
	data TEXT NOT NULL, 
	retired TEXT NOT NULL, 
	PRIMARY KEY (programme, edition)
);
INSERT INTO "head" VALUES('choir',1,NULL,'2e768ae2c7293a8683eede234d9c035b76f591b29e941124c5c739d483e51cd4','{"id":"choir","title":{"entries":[["en","Choir"]]},"languages":["en"],"zone":{"info":"Europe/Berlin"},"colour":{"hex":"#4682b4","name":"steelblue"},"places":[{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}}]}','[]');
CREATE TABLE ledger_version (
	version INTEGER NOT NULL
);
INSERT INTO "ledger_version" VALUES(2);
CREATE TABLE revision (
	programme VARCHAR(64) NOT NULL, 
	uid VARCHAR(255) NOT NULL, 
	edition INTEGER NOT NULL, 
	until INTEGER, 
	place INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	created BIGINT NOT NULL, 
	modified BIGINT NOT NULL, 
	removed BIGINT, 
	digest VARCHAR(64) NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (programme, uid, edition)
);
INSERT INTO "revision" VALUES('choir','rehearsal-2027-01-07@choir.itinerary',1,NULL,0,0,1795176000,1795176000,NULL,'2eb11cffef223d87fe500c6ad486a05824ef8469b41f4fe26f8a29b8e75423e8','{"id":"rehearsal-2027-01-07","uid":"rehearsal-2027-01-07@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-01-07T19:00:00+01:00 2027-01-07T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-01-14@choir.itinerary',1,NULL,1,0,1795176000,1795176000,NULL,'cd27549b34452e59c509060f90f4fe4c5bd3d9c400024b22b2b642b906d2a7e9','{"id":"rehearsal-2027-01-14","uid":"rehearsal-2027-01-14@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-01-14T19:00:00+01:00 2027-01-14T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-01-21@choir.itinerary',1,NULL,2,0,1795176000,1795176000,NULL,'481dcc72dc0e94d8189f11f0e0916089e7937b00f0f8c8916600fe15823aec27','{"id":"rehearsal-2027-01-21","uid":"rehearsal-2027-01-21@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-01-21T19:00:00+01:00 2027-01-21T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-01-28@choir.itinerary',1,3,3,0,1795176000,1795176000,NULL,'9eca50e70c0864974f5ffaf46fa77f869b65323b23a4986a88d19a83540b35ed','{"id":"rehearsal-2027-01-28","uid":"rehearsal-2027-01-28@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-01-28T19:00:00+01:00 2027-01-28T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-02-04@choir.itinerary',1,NULL,4,0,1795176000,1795176000,NULL,'e0ed5fe1b840d501c2b307c5e8c35eb9610d635ba6fefe50cc55c4ae6f17d61c','{"id":"rehearsal-2027-02-04","uid":"rehearsal-2027-02-04@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-02-04T19:00:00+01:00 2027-02-04T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-02-11@choir.itinerary',1,2,5,0,1795176000,1795176000,NULL,'a4bc0bf160364793a294b51e4fb1c0d1721bdce9828950d39dc292da44edbb57','{"id":"rehearsal-2027-02-11","uid":"rehearsal-2027-02-11@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-02-11T19:00:00+01:00 2027-02-11T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-02-18@choir.itinerary',1,NULL,6,0,1795176000,1795176000,NULL,'dc1d525c0d16b2b83ab393eaf9d341a2caf1ee699a6cb8d103a9d13ac89b4813','{"id":"rehearsal-2027-02-18","uid":"rehearsal-2027-02-18@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-02-18T19:00:00+01:00 2027-02-18T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-02-25@choir.itinerary',1,NULL,7,0,1795176000,1795176000,NULL,'6983c4caef246c612ef38871060cbe42363ac805a6f3efdaa0aa13eeea53e8bd','{"id":"rehearsal-2027-02-25","uid":"rehearsal-2027-02-25@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-02-25T19:00:00+01:00 2027-02-25T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-03-04@choir.itinerary',1,NULL,8,0,1795176000,1795176000,NULL,'3435009c2a294432d2beeab86d84e587c448fb8f97e6a7a17eb060367da0588b','{"id":"rehearsal-2027-03-04","uid":"rehearsal-2027-03-04@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-03-04T19:00:00+01:00 2027-03-04T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-03-11@choir.itinerary',1,NULL,9,0,1795176000,1795176000,NULL,'3d97a2387cb350462f56eaf02569830d29778927894f46f47ed9006e1a9f3eff','{"id":"rehearsal-2027-03-11","uid":"rehearsal-2027-03-11@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-03-11T19:00:00+01:00 2027-03-11T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','beer@choir.itinerary',1,NULL,10,0,1795176000,1795176000,NULL,'718797e2f932100fad5afb2e8dda0f45643807d5b6b077da68742614d5284bcf','{"id":"beer","uid":"beer@choir.itinerary","title":{"entries":[["en","Beer"]]},"when":"timed 2027-01-14T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"after":{"id":"rehearsal-2027-01-14","title":{"entries":[["en","Rehearsal"]]}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','concert@choir.itinerary',1,NULL,11,0,1795176000,1795176000,NULL,'ae4d78140fd53b5889311c22ce411a5ae4482d5d9df0ac2917f754a7b5a06b68','{"id":"concert","uid":"concert@choir.itinerary","title":{"entries":[["en","Concert"]]},"when":"timed 2027-03-20T18:00:00+01:00 2027-03-20T20:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-02-11@choir.itinerary',2,NULL,5,1,1795176000,1795262400,NULL,'bf757feb64afcc99a1a4e2314b47484edd195511535a234a05cd9966874a1005','{"id":"rehearsal-2027-02-11","uid":"rehearsal-2027-02-11@choir.itinerary","title":{"entries":[["en","Rehearsal with the orchestra"]]},"when":"timed 2027-02-12T18:00:00+01:00 2027-02-12T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
INSERT INTO "revision" VALUES('choir','rehearsal-2027-01-28@choir.itinerary',3,NULL,3,1,1795176000,1795348800,1795348800,'ffa2de56ea72016b3b3701d8513a19942de2781d0675747085a0d6448cfd472a','{"id":"rehearsal-2027-01-28","uid":"rehearsal-2027-01-28@choir.itinerary","title":{"entries":[["en","Rehearsal"]]},"when":"timed 2027-01-28T19:00:00+01:00 2027-01-28T21:00:00+01:00","zone":{"info":"Europe/Berlin"},"place":{"id":"hall","name":{"entries":[["en","Church hall"]]},"zone":{"info":"Europe/Berlin"}},"status":"cancelled","sources":[{"id":"board","who":{"entries":[["en","The board"]]}}]}');
CREATE INDEX revision_edition ON revision (programme, edition);
CREATE INDEX revision_until ON revision (programme, until);
CREATE INDEX feed_until ON feed (programme, until);
CREATE INDEX feed_edition ON feed (programme, edition);
