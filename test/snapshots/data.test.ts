import { renderLayer } from './render'

test('the data layer of every deployment is the reviewed one', () => {
  expect(renderLayer('data')).toMatchSnapshot()
})
