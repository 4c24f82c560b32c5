// The reader's platform, by what browsers still say of it; empty if they do not.
const agent = navigator.userAgent;

export const platform =
  /Android/.test(agent) ? "android"
  : /iPhone|iPad|iPod/.test(agent) ? "ios"
  // An iPad calls itself a Mac; only its fingers tell.
  : /Macintosh/.test(agent) ? (navigator.maxTouchPoints > 1 ? "ios" : "mac")
  : /CrOS/.test(agent) ? "chromeos"
  : /Windows/.test(agent) ? "windows"
  : /Linux|BSD/.test(agent) ? "linux"
  : "";
