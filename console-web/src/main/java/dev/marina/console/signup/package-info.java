/// The sign-up page.
package dev.marina.console.signup;
