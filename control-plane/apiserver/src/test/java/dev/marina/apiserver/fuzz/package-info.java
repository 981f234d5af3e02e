/// Requests that nobody in his right mind would send, made by the thousand from a seed. See [dev.marina.apiserver.fuzz.FuzzTest] for how
/// to run more of them, and one of them again.
package dev.marina.apiserver.fuzz;
