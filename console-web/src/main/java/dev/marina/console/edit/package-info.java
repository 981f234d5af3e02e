/// Objects as people write them: from YAML to what is asked of the API, and what it says to it.
///
/// [dev.marina.console.edit.EditPlan] decides what an edited object asks for: server-side apply of the fields that were changed and no others, so that the
/// console becomes the owner of what was meant and of nothing else. No class here knows components.
package dev.marina.console.edit;
