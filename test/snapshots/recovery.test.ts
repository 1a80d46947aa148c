import { renderLayer } from './render'

test('the recovery layer of every deployment is the reviewed one', () => {
  expect(renderLayer('recovery')).toMatchSnapshot()
})
