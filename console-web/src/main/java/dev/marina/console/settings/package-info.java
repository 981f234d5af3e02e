/// The one record of settings.
package dev.marina.console.settings;
