import "@xyflow/react/dist/style.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/canvas.css";
import "./styles/parts.css";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";

createRoot(document.getElementById("root")!).render(<App />);
