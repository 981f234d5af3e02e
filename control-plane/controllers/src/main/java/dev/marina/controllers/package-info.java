/// The controllers of all clusters, one package each, and the list of them: [dev.marina.controllers.BuiltinControllers].
///
/// A newcomer adds a controller as a package with `XReconciler`, `XPlan`, their tests and `package-info.java`, and one line
/// in the list.
package dev.marina.controllers;
