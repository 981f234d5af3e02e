/// The page on which an application is deployed, from an image or a compose file.
package dev.marina.console.deploy;
