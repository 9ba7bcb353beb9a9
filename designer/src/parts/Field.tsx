import { useId, type ReactNode } from "react";

/** A caption, a help and what is filled in, tied together. */
export function Field({ label, help, must, children }: { label: string; help?: string | undefined; must?: boolean | undefined; children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}{must && <span className="must">必須</span>}</label>
      {help && <p className="help" id={`${id}h`}>{help}</p>}
      {children({ id, ...(help ? { "aria-describedby": `${id}h` } : {}) })}
    </div>
  );
}

/** A caption over several inputs. */
export function Group({ label, help, children }: { label: string; help?: string | undefined; children: ReactNode }) {
  return <fieldset className="field"><legend>{label}</legend>{help && <p className="help">{help}</p>}{children}</fieldset>;
}
