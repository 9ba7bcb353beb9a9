import { Dialog } from "../parts/Dialog";

const keys: [string, string][] = [
  ["Tab", "次の手順へ移る"], ["Enter", "手順を選ぶ（Shift を押しながらで追加して選ぶ）"], ["矢印キー", "選んだ手順を動かす"], ["A", "手順を加える（選んだ手順のあとに入る）"], ["E", "選んだ手順の設定へ移る"], ["O", "中を見る・たたむ"],
  ["Delete", "選んだ手順や矢印を削除する"], ["Ctrl + C / X / V", "写す・切り取る・貼り付ける"], ["Ctrl + A", "すべて選ぶ"], ["Ctrl + Z", "元に戻す"], ["Ctrl + Y", "やり直す"], ["/ または Ctrl + F", "手順をさがす"], ["T", "図と表を切り替える"], ["L", "自動で並べる"], ["F", "全体を表示する"], ["+ / -", "大きく・小さくする"], ["Esc", "選ぶのをやめる"], ["?", "この一覧"],
];

export const Shortcuts = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="キーの一覧" onClose={onClose}>
    <table><tbody>{keys.map(([key, words]) => <tr key={key}><th scope="row">{key}</th><td>{words}</td></tr>)}</tbody></table>
    <p className="soft">矢印は、手順の設定の「このあと」で行き先を選んでも引けます。</p>
  </Dialog>
);
