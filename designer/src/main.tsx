import "@xyflow/react/dist/style.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/canvas.css";
import "./styles/parts.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";

// A part that is fetched when it is needed is gone once the server has a newer version: the page is taken anew, what was done is kept.
window.addEventListener("vite:preloadError", (event) => {
  if (Date.now() - Number(sessionStorage.getItem("designer-anew") ?? 0) < 10_000) return;
  event.preventDefault();
  sessionStorage.setItem("designer-anew", String(Date.now()));
  location.reload();
});

createRoot(document.getElementById("root")!).render(<App />);
