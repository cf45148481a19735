// The side columns as drawers, on screens that have no room for three columns. At most one is open.

const DRAWERS = { "nav-open": { panel: "sidebar", toggle: "nav-toggle" }, "aside-open": { panel: "aside", toggle: "steps-toggle" } };

/** Open or close a drawer of a narrow screen. */
export function toggleDrawer(which) {
  const open = document.body.classList.toggle(which);
  document.body.classList.remove(which === "nav-open" ? "aside-open" : "nav-open");
  document.querySelector(`.${DRAWERS[which].toggle}`).setAttribute("aria-expanded", String(open));
  coverAllBut(open ? DRAWERS[which].panel : null);
  if (open) document.querySelector(`#${DRAWERS[which].panel} button`)?.focus();
}

// What is behind the veil cannot be reached with the keyboard either.
function coverAllBut(panel) {
  for (const id of ["sidebar", "main", "aside"]) document.getElementById(id).inert = panel !== null && id !== panel;
}

/** Close the drawers; `refocus`: whether the keyboard goes back to the button that opened the drawer. */
export function closeDrawers(refocus = false) {
  for (const [which, { panel, toggle }] of Object.entries(DRAWERS)) {
    if (!document.body.classList.contains(which)) continue;
    const inside = document.getElementById(panel).contains(document.activeElement);
    document.body.classList.remove(which);
    document.querySelector(`.${toggle}`).setAttribute("aria-expanded", "false");
    coverAllBut(null);
    if (refocus && inside) document.querySelector(`.${toggle}`).focus();
  }
}
