/// Applications (`apps.marina.dev/v1`) as the console makes and changes them: what is proposed for an image, what becomes of a compose file, the requests.
/// Knows no components.
package dev.marina.console.applications;
