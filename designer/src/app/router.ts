import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const base = "/designer";

export function go(path: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", base + path);
  listeners.forEach((listener) => listener());
}

export function usePath(): string[] {
  const path = useSyncExternalStore((listener) => {
    listeners.add(listener);
    window.addEventListener("popstate", listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("popstate", listener);
    };
  }, () => location.pathname);
  return path.slice(base.length).split("/").filter(Boolean).map(decodeURIComponent);
}
