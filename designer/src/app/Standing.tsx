import { useEditor } from "./context";

/** Whether all is saved, in words. */
export function Standing() {
  const { sync } = useEditor();
  const waiting = sync.waiting;
  const words: Record<typeof sync.standing, string> = {
    saved: "保存しました", saving: "保存しています…", offline: `つながっていません。変更${waiting}件はこの端末にあり、つながりしだい保存します`, conflict: "ほかの人の変更と重なりました", closed: "確認中のため変えられません", signedOut: `サインインし直すと、残りの${waiting}件を保存します`,
  };
  return <span className="saved" role="status" data-standing={sync.standing}>{words[sync.standing]}{sync.standing === "signedOut" && <a href={`/sign-in?returnUrl=${encodeURIComponent(location.pathname)}`}>サインイン</a>}</span>;
}
