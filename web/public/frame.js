// Shows the HTML that the page around this frame sends. Nothing in it runs, and no link leads anywhere.
const page = document.documentElement
page.style.background = 'white'
page.style.colorScheme = 'light'
addEventListener('message', ({ source, data }) => {
  if (source === parent && typeof data?.html === 'string') page.innerHTML = data.html
})
addEventListener('click', (event) => event.preventDefault(), true)
parent.postMessage('ready', '*')
