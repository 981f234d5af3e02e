/// One write, followed from its login over the store to what it led to.
package dev.marina.console.course;
