/// The one record of settings.
package dev.marina.tenancy.settings;
