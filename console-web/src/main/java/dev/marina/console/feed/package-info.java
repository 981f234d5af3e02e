/// What pages show of a cluster, kept up to date: rows as the cluster's own API prints them, never whole objects.
///
/// A [dev.marina.console.feed.Feed] is one list with its watch. It belongs to one person, is shared by all of that person's pages and
/// tabs that show the same thing, and ends some seconds after the last of them. What it holds is counted in bytes, per
/// person and per cluster; beyond the allowance it shows the first rows and says so. Its state is always part of what it hands
/// on: a list that is out of date never looks live.
///
/// This package knows neither components nor HTTP; [dev.marina.console.feed.TableSource] is its edge to both the API and tests.
package dev.marina.console.feed;
