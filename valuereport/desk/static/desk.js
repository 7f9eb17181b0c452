// The desk's one script. Everything works without it, but for what moves by itself: progress, and files that are dropped.
"use strict";

// Whatever tells how far something is asks again every second, until the answer says that it has ended.
function follow(element) {
  const ask = async () => {
    try {
      const answer = await fetch(element.dataset.follow, { credentials: "same-origin" });
      if (answer.ok) {
        const next = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
        if (!next) return;
        if (next.dataset.ended !== undefined) { location.reload(); return; }
        if (next.innerHTML !== element.innerHTML) element.replaceChildren(...next.childNodes);
      }
    } catch { element.classList.add("lost"); }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 1000);
}

// What was dropped: a file, or all files of a folder.
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
  const reader = entry.createReader(), files = [];
  for (;;) {
    const some = await new Promise((found, failed) => reader.readEntries(found, failed));
    if (!some.length) return files;
    for (const one of some) files.push(...await filesOf(one));
  }
}

// Files may be dropped onto the box of a field for files; the field itself is there for everybody else.
function droppable(box) {
  const field = box.querySelector("input[type=file]");
  const over = on => event => { event.preventDefault(); box.classList.toggle("over", on); };
  box.addEventListener("dragover", over(true));
  box.addEventListener("dragleave", over(false));
  box.addEventListener("drop", async event => {
    over(false)(event);
    const entries = [...event.dataTransfer.items].map(one => one.webkitGetAsEntry?.()).filter(Boolean);
    const all = new DataTransfer();
    for (const entry of entries) for (const file of await filesOf(entry)) if (!file.name.startsWith(".")) all.items.add(file);
    field.files = entries.length ? all.files : event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// A form is sent once, however often its button is pressed.
function sendOnce(form) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
}

// A list that should be asked for as soon as it is chosen.
function sendWhenChosen(select) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

document.querySelectorAll("[data-follow]").forEach(follow);
document.querySelectorAll(".drop").forEach(droppable);
document.querySelectorAll("form").forEach(sendOnce);
document.querySelectorAll("select[data-send]").forEach(sendWhenChosen);
document.querySelector(".errors")?.focus();
addEventListener("pageshow", () => document.querySelectorAll("form").forEach(form => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}));
