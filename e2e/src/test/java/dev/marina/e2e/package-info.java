/// What a stranger does, done by a test: the commands of `./marina`, the REST API, an unmodified kubectl and the console in
/// Chromium, against an instance that the tests start for themselves and remove afterwards.
///
/// `MARINA_E2E_HOME` names the home of an instance that runs already, for working on one test; it is then left alone.
package dev.marina.e2e;
