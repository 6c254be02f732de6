// Keyboard and mouse for the grid: choose a cell, edit it in place, send it through the formula bar's form.
// What a cell means is the server's; this only carries text to it. Without this file the formula bar still works.
(() => {
  "use strict";
  let chosen = null; // the id of the chosen cell
  let typing = null; // the input in a cell, while one is edited

  const cellOf = (id) => id && document.getElementById(id);
  const part = (id, n) => Number(id.split("-")[n]);
  const editable = () => document.querySelector("table.cells")?.dataset.editable === "1";

  function address(id) {
    let number = part(id, 2) + 1, text = "";
    while (number) {
      text = String.fromCharCode(65 + ((number - 1) % 26)) + text;
      number = Math.floor((number - 1) / 26);
    }
    return text + (part(id, 1) + 1);
  }

  function idOf(text) {
    const found = /^([A-Za-z]{1,3})([1-9]\d*)$/.exec(text.trim());
    if (!found) return null;
    let column = 0;
    for (const letter of found[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
    return `c-${found[2] - 1}-${column - 1}`;
  }

  // `focus` moves the keyboard there, `show` scrolls there as well.
  function choose(id, focus = true, show = focus) {
    const cell = cellOf(id);
    if (!cell) return false;
    document.querySelectorAll("td.chosen, tr.lit").forEach((each) => {
      each.classList.remove("chosen", "lit");
      each.removeAttribute("tabindex");
      each.removeAttribute("aria-selected");
    });
    chosen = id;
    cell.classList.add("chosen");
    cell.parentElement.classList.add("lit");
    cell.setAttribute("aria-selected", "true");
    // One stop for the Tab key: the chosen cell, no longer the grid around it, so that one can leave both ways.
    cell.tabIndex = 0;
    document.getElementById("grid").tabIndex = -1;
    if (focus) cell.focus({ preventScroll: true });
    if (show) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    document.getElementById("cell").value = address(id);
    const at = document.getElementById("change-cell");
    if (at) at.value = address(id);
    document.getElementById("value").value = cell.dataset.f || "";
    const list = cell.dataset.list;
    if (list) document.getElementById("value").setAttribute("list", list);
    else document.getElementById("value").removeAttribute("list");
    return true;
  }

  function move(down, across) {
    if (!chosen) return choose("c-0-0") || choose(document.querySelector("table.cells td[id]")?.id);
    let row = part(chosen, 1), column = part(chosen, 2);
    for (let tries = 0; tries < 400; tries += 1) {
      row += down; column += across;
      if (row < 0 || column < 0) return false;
      if (cellOf(`c-${row}-${column}`)) return choose(`c-${row}-${column}`);
    }
    return false;
  }

  function send(id, value) {
    const bar = document.getElementById("bar");
    document.getElementById("cell").value = address(id);
    document.getElementById("value").value = value;
    bar.requestSubmit();
  }

  function edit(text) {
    const cell = cellOf(chosen);
    if (!cell || !editable() || typing || cell.classList.contains("box")) return;
    const kept = cell.innerHTML;
    const choices = document.getElementById(cell.dataset.list)?.options;
    const input = text === undefined && choices?.length ? picker(cell, choices) : line(cell, text);
    input.setAttribute("aria-label", `Content of ${address(chosen)}`);
    cell.classList.add("editing");
    cell.replaceChildren(input);
    typing = { input, kept, cell, id: chosen };
    input.focus();
    input.setSelectionRange?.(input.value.length, input.value.length);
    if (input.matches("select")) input.addEventListener("change", () => { if (typing?.input === input) { leave(true); choose(chosen); } });
    input.addEventListener("blur", () => typing?.input === input && leave(true));
  }

  function line(cell, text) {
    const input = document.createElement("input");
    input.value = text ?? cell.dataset.f ?? "";
    input.autocomplete = "off";
    if (cell.dataset.list) input.setAttribute("list", cell.dataset.list);
    return input;
  }

  // A cell with a list is chosen from; typing over it still takes any text, and the server says if it may not.
  function picker(cell, choices) {
    const select = document.createElement("select"), now = cell.dataset.f || "";
    const values = ["", ...Array.from(choices, (option) => option.value)];
    if (!values.includes(now)) values.push(now);
    for (const value of values) select.add(new Option(value, value, value === now, value === now));
    return select;
  }

  function leave(keep) {
    const { input, kept, cell, id } = typing;
    typing = null;
    cell.classList.remove("editing");
    cell.innerHTML = kept;
    if (keep && input.value !== (cell.dataset.f || "")) {
      cell.style.opacity = ".5";
      send(id, input.value);
    }
  }

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageDown: [20, 0], PageUp: [-20, 0] };

  function pressed(event) {
    if (typing) {
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        leave(true);
        if (event.key === "Tab") move(0, event.shiftKey ? -1 : 1); else move(event.shiftKey ? -1 : 1, 0);
      } else if (event.key === "Escape") {
        event.preventDefault();
        leave(false);
        choose(chosen);
      }
      return;
    }
    if (event.altKey && event.key === "Enter") cellOf(chosen)?.querySelector("a")?.click();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      move(...step);
    } else if (event.key === "Home" && chosen) {
      event.preventDefault();
      choose(cellOf(chosen).parentElement.querySelector("td[id]").id);
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      if (!chosen) move(0, 0);
      else if (cellOf(chosen)?.classList.contains("box")) tick(cellOf(chosen));
      else edit();
    } else if (event.key === " " && cellOf(chosen)?.classList.contains("box")) {
      event.preventDefault();
      tick(cellOf(chosen));
    } else if ((event.key === "Delete" || event.key === "Backspace") && chosen && editable()) {
      event.preventDefault();
      send(chosen, "");
    } else if (event.key.length === 1 && chosen) {
      event.preventDefault();
      edit(event.key);
    }
  }

  function tick(cell, wanted) {
    const box = cell.querySelector("input[type=checkbox]");
    if (box && editable()) send(cell.id, (wanted ?? !box.checked) ? "TRUE" : "FALSE");
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("#grid")) pressed(event);
    else if (event.target.id === "cell" && event.key === "Enter") {
      const id = idOf(event.target.value);
      if (id && cellOf(id)) { event.preventDefault(); choose(id); }
    }
  });
  document.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("table.cells td[id]");
    if (!cell || typing?.cell === cell) return;
    if (event.target.closest("a")) return;
    event.preventDefault();
    if (typing) leave(true);
    choose(cell.id);
    if (cell.dataset.list && event.clientX > cell.getBoundingClientRect().right - 16) edit();
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("table.cells td.box");
    if (cell && event.target.matches("input")) {
      // During a click the box already shows what it would become.
      const wanted = event.target.checked;
      event.preventDefault();
      tick(cell, wanted);
    }
  });
  document.addEventListener("dblclick", (event) => {
    if (event.target.closest("table.cells td[id]")) edit();
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "grid" && !chosen) move(0, 0);
    else if (event.target.id === "grid" && chosen) choose(chosen);
  });
  // While something is typed, what others change waits.
  document.addEventListener("htmx:config:request", (event) => {
    const busy = typing || document.activeElement?.closest?.(".tools, .add-tab");
    if (event.target.id === "watch" && (busy || document.hidden)) event.preventDefault();
  });
  const showTab = () =>
    document.querySelector(".tab-strip [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  showTab();
  // Cells that were swapped in know nothing of the choice.
  document.addEventListener("htmx:after:swap", () => {
    const active = document.activeElement;
    const inGrid = !active || active === document.body || active.closest("#grid");
    if (chosen && !typing) choose(chosen, Boolean(inGrid), false);
    showTab();
  });
})();
