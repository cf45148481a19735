// Runs before the page is first drawn, so that a chosen theme does not flash in the other one's colours. See theme.js.

try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Without storage the system's theme is used.
}
