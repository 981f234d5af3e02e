/// `up --demo`: signs a tenant up as a person would, and deploys the first worked example through the API, as anybody would.
package dev.marina.examples.demo;
