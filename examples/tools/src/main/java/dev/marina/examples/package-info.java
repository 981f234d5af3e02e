/// What brings the worked examples into an installation: their images, and `up --demo`. A client of the platform like any other, beside
/// the launcher's own ways to the installation's engine and secrets.
package dev.marina.examples;
