"""An invented county, told through the services as its clerks would have told it. Every name and number is made up."""
