/// The REST API: path, validation, one call; and how the parts are put together.
package dev.marina.tenancy.rest;
