// The page can be read without this: it sorts tables at a click on a column's name, and filters rows by words.
for (const table of document.querySelectorAll("table")) {
  const rows = () => [...table.querySelectorAll("tr")].filter((row) => row.querySelector("td"));
  const heads = [...table.querySelectorAll("th")];
  if (rows().length < 2 || table.closest("[data-still]")) continue;
  heads.forEach((head, place) => {
    let upwards = false;
    head.classList.add("sorts");
    head.title = "sort by this column";
    head.addEventListener("click", () => {
      upwards = !upwards;
      const value = (row) => row.children[place].textContent;
      const ordered = rows().sort((a, b) => {
        const [one, other] = [value(a), value(b)];
        if (!one || !other) return !one - !other;
        const order = isNaN(one) || isNaN(other) ? one.localeCompare(other) : one - other;
        return upwards ? order : -order;
      });
      ordered.forEach((row) => row.parentNode.append(row));
      const fold = table.closest(".folds")?.querySelector("input[type=checkbox]");
      if (fold) fold.checked = true;
    });
  });
  if (rows().length < 12) continue;
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "filter rows";
  filter.setAttribute("aria-label", "filter rows");
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    const fold = table.closest(".folds")?.querySelector("input[type=checkbox]");
    if (fold && filter.value) fold.checked = true;
    for (const row of rows()) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  });
  table.closest(".scroll").before(filter);
}
