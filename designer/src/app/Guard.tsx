import { Component, type ReactNode } from "react";

/** Where a part cannot be shown, it says so and the rest stays usable; nothing of the draft is lost. */
export class Guard extends Component<{ children: ReactNode }, { failed: string }> {
  override state = { failed: "" };
  static getDerivedStateFromError(error: unknown) { return { failed: error instanceof Error ? error.message : String(error) }; }
  override render() {
    if (!this.state.failed) return this.props.children;
    return <div className="page"><p className="note bad" role="alert">この部分を表示できませんでした。変更は保存されています。</p><button type="button" onClick={() => this.setState({ failed: "" })}>もう一度表示する</button></div>;
  }
}
