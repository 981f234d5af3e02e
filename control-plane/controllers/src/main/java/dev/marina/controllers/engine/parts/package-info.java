/// Objects that a controller keeps as another object's parts: applied by server-side apply, with a hash of what was applied last, so that what somebody else
/// has set stays theirs. For controllers of the platform's own types.
package dev.marina.controllers.engine.parts;
