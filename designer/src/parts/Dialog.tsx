import { useEffect, useId, useRef, type ReactNode } from "react";

/** A dialog over the page: its first field has the focus, Escape closes it, the focus comes back where it was. */
export function Dialog({ title, wide, onClose, footer, children }: { title: string; wide?: boolean; onClose: () => void; footer?: ReactNode; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current!;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>(".body :is(input, select, textarea):not([disabled])")?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} className={wide ? "wide" : ""} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div className="dlg">
        <header><h2 id={id}>{title}</h2><button className="plain right" onClick={onClose}>閉じる</button></header>
        <div className="body" tabIndex={0} role="group" aria-labelledby={id}>{children}</div>
        {footer && <footer>{footer}</footer>}
      </div>
    </dialog>
  );
}
