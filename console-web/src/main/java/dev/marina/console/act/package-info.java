/// What is done with objects beyond editing them, decided without components: what is asked of the API and the `kubectl` line that does the same.
package dev.marina.console.act;
