"""What the law asks of money in schools, one rule a file. Rules of ranking, comparability and the other fiscal tests take their place here."""
