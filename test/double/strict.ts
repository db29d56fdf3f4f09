/** What the double does not do must fail by name, not be `undefined`. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      // Node and Promise look at some properties of any object.
      if (key in object || typeof key === 'symbol' || key === 'then' || key === 'toJSON') {
        const value: unknown = Reflect.get(object, key, object)
        // Classes hide their state in private fields, which a proxy has not.
        return typeof value === 'function' ? value.bind(object) : value
      }
      throw new Error(`electron double: ${name}.${key} is not implemented`)
    },
    set: (object, key, value) => Reflect.set(object, key, value, object),
  })
}

/** An event that listeners can veto. */
export class Preventable {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}
