/// What somebody breaks of their own cluster's nodes and controllers: a prediction first, then the fault, what is seen of it, and the way back.
package dev.marina.console.faults;
