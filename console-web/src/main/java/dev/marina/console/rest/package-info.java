/// The only package that calls the REST API.
package dev.marina.console.rest;
