/// What a lab is, read from the installation's directory and checked. Pure but for reading files.
package dev.marina.labs.content;
