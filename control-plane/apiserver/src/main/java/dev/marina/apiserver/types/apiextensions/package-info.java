/// CustomResourceDefinition and the rules for it.
package dev.marina.apiserver.types.apiextensions;
