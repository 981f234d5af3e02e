/// Why objects do not proceed, as data: said from the same state by which controllers decide, and never by reading messages.
///
/// Each kind of object has a class here or beside the plan that decides about it; [dev.marina.controllers.Waiting]
/// lists them.
package dev.marina.controllers.explanation;
