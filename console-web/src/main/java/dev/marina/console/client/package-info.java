/// What runs in the browser and is our own: its elements have a component each here, by the same name. Their code is in
/// `src/main/client`, and [dev.marina.console.client.ClientCode] puts it into the page.
package dev.marina.console.client;
