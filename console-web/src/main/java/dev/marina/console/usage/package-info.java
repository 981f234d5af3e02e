/// What a tenant uses, and what it means to use.
package dev.marina.console.usage;
