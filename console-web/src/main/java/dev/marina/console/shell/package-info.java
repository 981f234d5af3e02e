/// What every page has.
package dev.marina.console.shell;
