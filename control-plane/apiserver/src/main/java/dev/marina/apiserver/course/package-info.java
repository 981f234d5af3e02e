/// The way of one write, from its request to what follows from it: what is noted on the way through the filters, and how it is told.
package dev.marina.apiserver.course;
