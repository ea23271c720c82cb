// What can be told of a page's looks without looking: an array of complaints.
(() => {
  const complaints = new Set()
  const name = text => JSON.stringify(text.trim().slice(0, 40))

  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth)
    complaints.add(`is ${root.scrollWidth} pixels wide in ${root.clientWidth}`)

  // Nobody scrolls sideways, and paper does not scroll.
  for (const element of document.querySelectorAll('body *'))
    if (getComputedStyle(element).overflowX !== 'visible'
      && element.scrollWidth > element.clientWidth + 1)
      complaints.add(`.${element.className} is ${element.scrollWidth} pixels wide in ${element.clientWidth}`)

  // Colours as four numbers, the last of them the opacity.
  const color = text => {
    const numbers = text.match(/[\d.]+/g).map(Number)
    const [r, g, b] = numbers.map(n => text.startsWith('color(') ? 255 * n : n)
    return [r, g, b, numbers[3] ?? 1]
  }
  const over = (top, below) =>
    [...[0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])), 1]
  const background = element => {
    if (!element) return color(matchMedia('(prefers-color-scheme: dark)').matches ? 'rgb(0,0,0)' : 'rgb(255,255,255)')
    const own = color(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, background(element.parentElement))
  }
  // WCAG 2.2, section 1.4.3.
  const luminance = color => {
    const [r, g, b] = color.map(n => n / 255).map(n =>
      n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b)
    return (high + 0.05) / (low + 0.05)
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const boxes = []
  while (texts.nextNode()) {
    const text = texts.currentNode
    const element = text.parentElement
    const style = getComputedStyle(element)
    if (!text.data.trim() || style.visibility === 'hidden') continue
    const below = background(element)
    const ratio = contrast(over(color(style.color), below), below)
    if (ratio < 4.5) complaints.add(`${name(text.data)} has a contrast of ${ratio.toFixed(2)}`)
    if (parseFloat(style.fontSize) < 11)
      complaints.add(`${name(text.data)} has letters of ${style.fontSize}`)
    const range = document.createRange()
    range.selectNodeContents(text)
    for (const box of range.getClientRects()) {
      if (box.width < 1) continue
      boxes.push({ box, text: text.data })
      for (let outer = element; outer; outer = outer.parentElement) {
        if (!['hidden', 'clip'].includes(getComputedStyle(outer).overflowX)) continue
        const frame = outer.getBoundingClientRect()
        if (box.left < frame.left - 1 || box.right > frame.right + 1)
          complaints.add(`${name(text.data)} is cut off`)
      }
    }
  }
  if (boxes.length === 0) complaints.add('shows no text')

  boxes.sort((one, other) => one.box.top - other.box.top)
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (other.box.top >= one.box.bottom - 3) break
      const shared = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
      if (shared > 1) complaints.add(`${name(one.text)} lies over ${name(other.text)}`)
    }
  })
  return [...complaints]
})()
