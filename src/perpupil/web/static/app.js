// A phone begins with the menu closed; without this it stands open, and everything works the same.
if (window.matchMedia("(max-width: 639px)").matches) {
  document.querySelector(".menu > details")?.removeAttribute("open");
}
