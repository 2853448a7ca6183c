# A stand-in for the gem dry-struct, of which Debian has no package: what quicktype's classes ask of it, and no more.
# The types of the attributes are those of the real dry-types.
require "dry-types"

module Dry
  class Struct
    def self.attribute(name, type)
      (@attributes ||= {})[name] = type
      define_method(name) { @values[name] }
    end

    def self.optional
      Dry::Types["nominal.any"]
    end

    # A class of structs is a type too, of the elements of an array.
    def self.call_unsafe(value)
      raise TypeError, "not a #{self}" unless value.is_a?(self)

      value
    end

    def self.attributes
      @attributes || {}
    end

    def initialize(values)
      @values = self.class.attributes.to_h do |name, type|
        value = values.fetch(name)
        [name, type.is_a?(Class) ? type.call_unsafe(value) : type[value]]
      end
    end
  end
end
