import { renderLayer } from './render'

test('the network layer of every deployment is the reviewed one', () => {
  expect(renderLayer('network')).toMatchSnapshot()
})
