/// Getting about by the keyboard: the palette, where one is, and what belongs to what.
package dev.marina.console.find;
