// What the browser keeps for the page. Where it refuses to keep anything, the page works and forgets.

function store(open) {
  return {
    get(key) {
      try {
        return open().getItem(key);
      } catch {
        return null;
      }
    },
    /** Keep a text; `null` removes it. */
    set(key, value) {
      try {
        if (value === null) open().removeItem(key);
        else open().setItem(key, value);
      } catch {
        // Storage is full or not allowed here.
      }
    },
  };
}

/** Kept until the tab is closed, also when the page is reloaded. */
export const tab = store(() => sessionStorage);

/** Kept for all tabs, also when the browser or the playground is restarted (on the same port). */
export const browser = store(() => localStorage);
