import { renderLayer } from './render'

test('the bootstrap layer of every deployment is the reviewed one', () => {
  expect(renderLayer('bootstrap')).toMatchSnapshot()
})
