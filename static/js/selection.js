// Keeps a text selection when figures under it change: a changed text node would let go of it.
let kept = null;

document.addEventListener("htmx:before:swap", () => {
  const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = getSelection();
  kept = isCollapsed ? null : { anchorNode, anchorOffset, focusNode, focusOffset };
});

document.addEventListener("htmx:after:swap", () => {
  if (!kept?.anchorNode.isConnected || !kept.focusNode.isConnected) return;
  const selection = getSelection();
  const anchorOffset = Math.min(kept.anchorOffset, extent(kept.anchorNode));
  const focusOffset = Math.min(kept.focusOffset, extent(kept.focusNode));
  const isAsBefore =
    selection.anchorNode === kept.anchorNode && selection.anchorOffset === anchorOffset &&
    selection.focusNode === kept.focusNode && selection.focusOffset === focusOffset;
  if (!isAsBefore) selection.setBaseAndExtent(kept.anchorNode, anchorOffset, kept.focusNode, focusOffset);
});

function extent(node) {
  return node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length;
}
