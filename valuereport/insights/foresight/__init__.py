"""What may come: who may not renew, how long members stay, what dues to expect; withheld where too little is known."""
