// A button that copies what it links to, instead of going there. Without this script it is a plain link.
document.addEventListener('click', async (event) => {
  const link = event.target.closest('[data-copy]');
  if (!link || event.metaKey || event.ctrlKey || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.dataset.copy);
  document.dispatchEvent(new CustomEvent('w-messages:add', { detail: { text: link.dataset.copied, type: 'success' } }));
});
