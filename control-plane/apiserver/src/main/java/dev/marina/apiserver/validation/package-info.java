/// Checks that the schema alone decides. What a type adds stands in its strategy.
package dev.marina.apiserver.validation;
